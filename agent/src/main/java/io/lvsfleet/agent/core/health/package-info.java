/// Checks as state machines. Pure.
@NullMarked
package io.lvsfleet.agent.core.health;

import org.jspecify.annotations.NullMarked;
