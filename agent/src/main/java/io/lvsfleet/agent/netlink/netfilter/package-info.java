/// What is asked of nftables by netlink itself (`linux/netfilter/nf_tables.h`): has anything
/// changed, and are our tables there. All else goes through `nft`.
@NullMarked
package io.lvsfleet.agent.netlink.netfilter;

import org.jspecify.annotations.NullMarked;
