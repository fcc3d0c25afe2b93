package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.model.Revision;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ETagsTest {

  private static final Revision NOW = new Revision(7);

  private final ETags tags = new ETags("cafe0123-4567");

  private void ifMatch(String header) {
    tags.requireForChange(header, null, NOW, Format.JSON);
  }

  private void ifNoneMatch(String header) {
    tags.requireForChange(null, header, NOW, Format.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "\"7.cafe0123.json\"",
        "\"7.cafe0123.yaml\"",
        "\"a,b\", \"7.cafe0123.json\"",
        "\"x\",W/\"y\" ,\t\"7.cafe0123.json\"",
        "\"7.cafe0123.json\",",
        ", ,\"7.cafe0123.json\", ,"
      })
  void ifMatchHoldsWhenOneOfItsTagsIsTheResources(String header) {
    assertThatCode(() -> ifMatch(header)).doesNotThrowAnyException();
    assertThatThrownBy(() -> ifNoneMatch(header)).hasMessageContaining("does not hold");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"6.cafe0123.json\"", "\"77.cafe0123.json\"", "\"\"", "\"7\", \"*\""})
  void ifMatchFailsWhenNoneIs(String header) {
    assertThatThrownBy(() -> ifMatch(header)).hasMessageContaining("does not hold");
    assertThatCode(() -> ifNoneMatch(header)).doesNotThrowAnyException();
  }

  /// RFC 9110 sections 13.1.1 and 13.1.2.
  @Test
  void aWeakTagMatchesWeaklyOnly() {
    assertThatThrownBy(() -> ifMatch("W/\"7.cafe0123.json\"")).hasMessageContaining("not hold");
    assertThatThrownBy(() -> ifNoneMatch("W/\"7.cafe0123.json\"")).hasMessageContaining("not hold");
    assertThat(tags.isUnchanged("\"x\", W/\"7.cafe0123.json\"", NOW, Format.JSON)).isTrue();
    assertThat(tags.isUnchanged("\"7.cafe0123.json\"", NOW, Format.YAML)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "\"7", "7.cafe0123.json", "\"a\" \"b\"", "*, \"a\"", "w/\"a\""})
  void whatIsNoListOfTagsIsAFaultOfTheHeader(String header) {
    assertThatThrownBy(() -> ifMatch(header)).hasMessageContaining("no list of entity tags");
  }

  @Test
  void aLongWrongHeaderIsRefusedQuickly() {
    String header = "\"a\"" + " , ".repeat(2000) + "x";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThatThrownBy(() -> ifMatch(header)).isInstanceOf(ApiProblem.class));
  }
}
