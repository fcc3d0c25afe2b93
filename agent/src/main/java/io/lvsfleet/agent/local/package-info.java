/// How an operator on the node speaks with the agent that runs there: a Unix-domain socket.
@NullMarked
package io.lvsfleet.agent.local;

import org.jspecify.annotations.NullMarked;
