package io.lvsfleet.controlplane.declared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointerTest {

  /// The examples of RFC 6901 section 6.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "foo #/foo",
        "`` #/",
        "a/b #/a~1b",
        "c%d #/c%25d",
        "e^f #/e%5Ef",
        "g|h #/g%7Ch",
        "i\\j #/i%5Cj",
        "k\"l #/k%22l",
        "` ` #/%20",
        "m~n #/m~0n"
      })
  void escapesAsTheStandardDoes(String name, String pointer) {
    assertThat(Pointer.of(name)).hasToString(pointer);
  }
}
