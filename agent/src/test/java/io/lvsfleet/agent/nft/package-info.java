@NullMarked
package io.lvsfleet.agent.nft;

import org.jspecify.annotations.NullMarked;
