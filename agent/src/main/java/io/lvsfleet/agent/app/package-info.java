/// Puts the program together: the loop that owns the state, what it does to the outside, commands.
@NullMarked
package io.lvsfleet.agent.app;

import org.jspecify.annotations.NullMarked;
