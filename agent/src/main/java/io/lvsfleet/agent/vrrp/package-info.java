/// VRRP without the network: packets, one virtual router's timers, and the group of them. Pure.
@NullMarked
package io.lvsfleet.agent.vrrp;

import org.jspecify.annotations.NullMarked;
