package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.nft.FirewallJudge;
import io.lvsfleet.agent.nft.JsonText;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Sorted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Other people's nftables in the process's network namespace, by the program `nft`.
///
/// `nft` runs only when somebody changed a table, or the services need something else than before.
public final class KernelFirewall implements Firewall, AutoCloseable {

  private static final String WHAT = "nft list ruleset";

  private record Judged(long generation, FirewallJudge.Needs needs, SortedSet<Finding> findings) {}

  private final NfTablesConnection tables = new NfTablesConnection();
  private final Nft nft;
  private final Path proc;
  private @Nullable Judged judged;

  public KernelFirewall() {
    this(new Nft(), Path.of("/proc/net"));
  }

  KernelFirewall(Nft nft, Path proc) {
    this.nft = nft;
    this.proc = proc;
  }

  @Override
  public synchronized SortedSet<Finding> findings(KernelState wanted) throws KernelException {
    FirewallJudge.Needs needs = FirewallJudge.Needs.of(wanted);
    if (needs.isEmpty()) {
      return Sorted.set();
    }
    SortedSet<Finding> findings = new TreeSet<>(legacy("ip_tables_names"));
    findings.addAll(legacy("ip6_tables_names"));
    OptionalLong generation = tables.generation();
    if (generation.isPresent()) {
      findings.addAll(ofNft(generation.getAsLong(), needs));
    }
    return Sorted.set(findings);
  }

  private SortedSet<Finding> ofNft(long generation, FirewallJudge.Needs needs)
      throws KernelException {
    Judged known = judged;
    if (known != null && known.generation() == generation && known.needs().equals(needs)) {
      return known.findings();
    }
    try {
      SortedSet<Finding> findings =
          tables.othersPresent()
              ? FirewallJudge.findings(needs, JsonText.read(nft.run(WHAT, "", "list", "ruleset")))
              : Sorted.set();
      // With the generation of before: what changed while it was read is looked at next time.
      judged = new Judged(generation, needs, findings);
      return findings;
    } catch (IllegalArgumentException e) {
      throw new KernelException(WHAT, "EPROTO", String.valueOf(e.getMessage()));
    } catch (KernelException e) {
      // Without the program, or with more rules than can be read, all else still goes on.
      if (!e.errno().equals("ENOENT") && !e.errno().equals("EMSGSIZE")) {
        throw e;
      }
      return Sorted.set(
          Set.of(new Finding("packet filter", "cannot tell what it does: " + e.getMessage(), "")));
    }
  }

  private SortedSet<Finding> legacy(String name) throws KernelException {
    Path file = proc.resolve(name);
    try (Stream<String> lines = Files.lines(file)) {
      return FirewallJudge.legacy(
          file.toString(), lines.filter(line -> !line.isBlank()).collect(Collectors.toSet()));
    } catch (NoSuchFileException _) {
      return Sorted.set();
    } catch (IOException e) {
      throw new KernelException("read " + file, "EIO", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public synchronized void close() {
    tables.close();
  }
}
