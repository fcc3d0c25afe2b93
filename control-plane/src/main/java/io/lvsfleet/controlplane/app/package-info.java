/// Wiring: configuration, start and stop order, health. The only package that knows all others.
@NullMarked
package io.lvsfleet.controlplane.app;

import org.jspecify.annotations.NullMarked;
