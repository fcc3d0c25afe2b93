package io.lvsfleet.controlplane.app;

import org.eclipse.microprofile.config.spi.Converter;

/// Hands on what is wrong with an address; the library's own conversion would hide it.
public final class ListenAddressConverter implements Converter<ListenAddress> {

  private static final long serialVersionUID = 1L;

  @Override
  public ListenAddress convert(String value) {
    return ListenAddress.of(value);
  }
}
