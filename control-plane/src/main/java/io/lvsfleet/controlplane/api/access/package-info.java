/// The door of the API: bearer tokens are checked here, and join tokens are made and revoked.
@NullMarked
package io.lvsfleet.controlplane.api.access;

import org.jspecify.annotations.NullMarked;
