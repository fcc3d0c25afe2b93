/// The real kernel behind the core's ports.
@NullMarked
package io.lvsfleet.agent.kernel;

import org.jspecify.annotations.NullMarked;
