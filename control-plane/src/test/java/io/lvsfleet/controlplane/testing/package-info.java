/// What tests of this program share.
@NullMarked
package io.lvsfleet.controlplane.testing;

import org.jspecify.annotations.NullMarked;
