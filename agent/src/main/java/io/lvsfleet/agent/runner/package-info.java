/// Runs check scripts and monitoring plugins: a program of its own, of another user and without
/// privileges, and the way to it.
@NullMarked
package io.lvsfleet.agent.runner;

import org.jspecify.annotations.NullMarked;
