package io.lvsfleet.controlplane.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/sysctls.md` lists every parameter this product writes. `-Dgolden.update=true` writes it
/// anew.
class SysctlDocumentationTest {

  private static final Path FILE = Path.of("../docs/sysctls.md");

  @Test
  void theDocumentationListsEveryParameter() throws IOException {
    StringBuilder expected =
        new StringBuilder(
            """
            # Kernel parameters this product writes

            An agent writes a parameter before what needs it, remembers what was there, puts it right when
            somebody changes it, and puts the old value back when the role ends. Parameters that an operator
            looks after himself are listed under `sysctls: {unmanaged: […]}`, for the cluster or for one node:
            they are never written. A real server verifies them and gets no weight while they are wrong; a
            director leaves them alone. Parameters of `net.ipv4.vs` that a director's kernel does not have are
            not asked of it.

            `arp_ignore` and `arp_announce` count as the kernel reads them: on each interface where neighbours
            may ask, the greater one of `all` and the interface. Until they keep the node silent on every one
            of them, whoever writes them, a real server takes no virtual IP and no route of a range, and says
            which parameter is in the way (`not-silent`). What it holds already it keeps, without weight.
            """);
    for (SysctlProfile.Role role : SysctlProfile.Role.values()) {
      expected
          .append("\n## ")
          .append(role.description().substring(0, 1).toUpperCase(java.util.Locale.ROOT))
          .append(role.description().substring(1))
          .append("\n\n| Parameter | Value | Why |\n|---|---|---|\n");
      expected.append(
          Arrays.stream(SysctlProfile.values())
              .filter(entry -> entry.role() == role)
              .map(entry ->
                  "| `%s` | %s | %s |\n"
                      .formatted(entry.parameter(), entry.value(), entry.reason()))
              .collect(Collectors.joining()));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(FILE, expected.toString());
    }

    assertThat(Files.readString(FILE)).isEqualTo(expected.toString());
  }
}
