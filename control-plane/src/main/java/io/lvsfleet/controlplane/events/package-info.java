/// What can happen, as values, and the port to where it is kept. Pure.
@NullMarked
package io.lvsfleet.controlplane.events;

import org.jspecify.annotations.NullMarked;
