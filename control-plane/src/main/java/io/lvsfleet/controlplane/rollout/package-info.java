/// Who has taken a revision and what that means for who waits for it. Pure.
@NullMarked
package io.lvsfleet.controlplane.rollout;

import org.jspecify.annotations.NullMarked;
