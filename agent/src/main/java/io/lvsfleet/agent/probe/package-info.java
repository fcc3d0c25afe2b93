/// Asks real servers whether they are alive.
@NullMarked
package io.lvsfleet.agent.probe;

import org.jspecify.annotations.NullMarked;
