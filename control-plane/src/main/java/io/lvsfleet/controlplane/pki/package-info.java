/// The control plane's own certificate authority, in files of the state directory.
@NullMarked
package io.lvsfleet.controlplane.pki;

import org.jspecify.annotations.NullMarked;
