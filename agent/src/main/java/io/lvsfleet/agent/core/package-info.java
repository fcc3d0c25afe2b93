/// The agent as a pure function: a state and an event give the next state and the effects to carry
/// out. No clock, no thread, no I/O and no logging; time comes in as an argument.
@NullMarked
package io.lvsfleet.agent.core;

import org.jspecify.annotations.NullMarked;
