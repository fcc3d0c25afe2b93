/// What the core needs of the kernel. Each port has a strict fake and the real thing, and one
/// contract suite both must pass.
@NullMarked
package io.lvsfleet.agent.core.port;

import org.jspecify.annotations.NullMarked;
