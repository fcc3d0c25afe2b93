/// The REST API. The only package that knows JAX-RS and OpenAPI annotations.
@NullMarked
package io.lvsfleet.controlplane.api;

import org.jspecify.annotations.NullMarked;
