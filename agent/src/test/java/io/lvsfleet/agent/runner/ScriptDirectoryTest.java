package io.lvsfleet.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.runner.ScriptDirectory.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptDirectoryTest {

  @TempDir private Path temporary = Path.of("");
  private Programs programs = new Programs(temporary);
  private Path directory = temporary;

  @BeforeEach
  void directory() throws IOException {
    directory = Files.createDirectory(temporary.toRealPath().resolve("scripts"));
    programs = new Programs(directory);
    programs.put("check", "exit 0\n");
  }

  private void refused(String name, String why) throws IOException {
    ScriptDirectory scripts = programs.trusted();
    assertThatThrownBy(() -> scripts.program(name))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aProgramIsFound() throws IOException, RefusedException {
    assertThat(programs.trusted().program("check")).isEqualTo(directory.resolve("check"));
  }

  @Test
  void aLinkWithinTheDirectoryKeepsItsName() throws IOException, RefusedException {
    Files.createSymbolicLink(directory.resolve("alias"), Path.of("check"));
    assertThat(programs.trusted().program("alias")).isEqualTo(directory.resolve("alias"));
  }

  @Test
  void aLinkThatLeadsOutIsRefused() throws IOException {
    Files.createSymbolicLink(directory.resolve("shell"), Path.of("/bin/sh"));
    refused("shell", "leads out of its directory");
  }

  @Test
  void aNameThatLeadsOutIsRefused() throws IOException {
    refused("../check", "is not a file name");
  }

  @Test
  void whatOthersMayWriteIsRefused() throws IOException {
    Programs.permit(directory.resolve("check"), "rwxrwxr-x");
    refused("check", "is writable for its group");
    Programs.permit(directory.resolve("check"), "rwxr-xrwx");
    refused("check", "is writable for everybody");
  }

  @Test
  void aDirectoryOthersMayWriteIsRefused() throws IOException {
    ScriptDirectory scripts = programs.trusted();
    Programs.permit(directory, "rwxrwxr-x");
    assertThatThrownBy(() -> scripts.program("check"))
        .hasMessage(directory + " is writable for its group");
  }

  @Test
  void aDirectoryAboveThatOthersMayWriteIsRefused() throws IOException {
    Programs.permit(temporary, "rwxrwxrwx");
    ScriptDirectory scripts = new ScriptDirectory(directory, temporary.toRealPath(), _ -> true);
    assertThatThrownBy(() -> scripts.program("check"))
        .hasMessageContaining(temporary.getFileName() + " is writable for its group");
  }

  @Test
  void whatIsNotRootsIsRefused() throws IOException {
    programs.trusted();
    ScriptDirectory scripts = new ScriptDirectory(directory, directory, _ -> false);
    assertThatThrownBy(() -> scripts.program("check")).hasMessageContaining(", not to root");
  }

  @Test
  void whatIsNoProgramIsRefused() throws IOException {
    refused("nothing", "does not exist");
    Files.createDirectory(directory.resolve("inner"));
    refused("inner", "is no regular file");
    Programs.permit(directory.resolve("check"), "rw-r--r--");
    refused("check", "is not executable");
  }
}
