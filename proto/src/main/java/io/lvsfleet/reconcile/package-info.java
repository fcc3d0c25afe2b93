/// The pure reconciler: from what is observed and what should be to an ordered list of single
/// kernel changes. It lives beside the protocol because the control plane's forecast and the
/// agent's plan are the same function.
@NullMarked
package io.lvsfleet.reconcile;

import org.jspecify.annotations.NullMarked;
