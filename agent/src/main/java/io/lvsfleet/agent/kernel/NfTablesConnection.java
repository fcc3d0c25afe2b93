package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static io.lvsfleet.agent.netlink.netfilter.NfTables.NFT_MSG_GETGEN;
import static io.lvsfleet.agent.netlink.netfilter.NfTables.NFT_MSG_GETTABLE;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.netfilter.NfTables;
import io.lvsfleet.agent.nft.OwnTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is asked of nftables without running `nft`.
///
/// A kernel that could load nf_tables does so when it is asked; one that has none is without rules.
final class NfTablesConnection implements AutoCloseable {

  private static final int EINVAL = 22;
  private static final String GENERATION = "ask nftables for its generation";
  private static final String TABLES = "list the tables of nftables";

  private @Nullable NetlinkConnection connection;

  private interface Question<T> {
    T ask(NetlinkConnection connection) throws KernelException, NetlinkError;
  }

  /// Another number after every change of any table; empty without nftables.
  OptionalLong generation() throws KernelException {
    return ask(
        GENERATION,
        OptionalLong.empty(),
        kernel -> {
          List<NetlinkMessage> answer =
              kernel.request(GENERATION, NFT_MSG_GETGEN, 0, NfTables.writeGet());
          if (answer.isEmpty()) {
            throw new KernelException(GENERATION, "EPROTO", "the kernel answered nothing");
          }
          return OptionalLong.of(NfTables.readGeneration(answer.getFirst()));
        });
  }

  /// Those of our tables that are there.
  Set<OwnTable> ownTables() throws KernelException {
    Set<OwnTable> present = EnumSet.noneOf(OwnTable.class);
    for (NfTables.Table table : tables()) {
      for (OwnTable own : OwnTable.values()) {
        if (table.name().equals(OwnTable.NAME) && table.family() == own.number()) {
          present.add(own);
        }
      }
    }
    return present;
  }

  /// Whether there is any table that is not ours.
  boolean othersPresent() throws KernelException {
    return tables().size() > ownTables().size();
  }

  private List<NfTables.Table> tables() throws KernelException {
    return ask(
        TABLES,
        List.of(),
        kernel -> {
          List<NfTables.Table> tables = new ArrayList<>();
          for (NetlinkMessage message :
              kernel.dump(TABLES, NFT_MSG_GETTABLE, NfTables.writeGet())) {
            tables.add(NfTables.readTable(message));
          }
          return tables;
        });
  }

  private <T> T ask(String what, T without, Question<T> question) throws KernelException {
    NetlinkConnection kernel = connection;
    if (kernel == null) {
      try {
        kernel = new NetlinkConnection(NETLINK_NETFILTER);
      } catch (KernelException e) {
        // There is no nfnetlink.
        if (e.errno().equals("EPROTONOSUPPORT")) {
          return without;
        }
        throw e;
      }
      connection = kernel;
    }
    try {
      return question.ask(kernel);
    } catch (NetlinkError e) {
      // nfnetlink has no such subsystem (`nfnetlink_rcv_msg`).
      if (e.kind() == NetlinkError.Kind.REFUSED && e.errno() == EINVAL) {
        return without;
      }
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  @Override
  public void close() {
    NetlinkConnection open = connection;
    if (open != null) {
      open.close();
      connection = null;
    }
  }
}
