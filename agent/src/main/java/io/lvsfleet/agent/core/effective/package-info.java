/// From what is wanted and what is healthy to what the kernel should hold. Pure.
@NullMarked
package io.lvsfleet.agent.core.effective;

import org.jspecify.annotations.NullMarked;
