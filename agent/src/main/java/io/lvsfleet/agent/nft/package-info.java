/// nftables as `libnftables-json(5)` says it: our own tables written and read back, other people's
/// judged. Pure: nothing here runs a program.
@NullMarked
package io.lvsfleet.agent.nft;

import org.jspecify.annotations.NullMarked;
