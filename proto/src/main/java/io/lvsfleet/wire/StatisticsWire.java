package io.lvsfleet.wire;

import io.lvsfleet.model.Counters;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.protocol.v1.SessionProto;
import java.time.Instant;

public final class StatisticsWire {

  private StatisticsWire() {}

  public static SessionProto.Statistics encode(Statistics statistics) {
    SessionProto.Statistics.Builder message =
        SessionProto.Statistics.newBuilder()
            .setAtMs(statistics.at().toEpochMilli())
            .setComplete(statistics.complete());
    statistics.services().forEach((key, service) -> message.addServices(encode(key, service)));
    return message.build();
  }

  public static Statistics decode(Field at, SessionProto.Statistics message) throws WireException {
    return new Statistics(
        Instant.ofEpochMilli(message.getAtMs()),
        message.getComplete(),
        at.child("services")
            .map(
                message.getServicesList(),
                (field, one) -> ServiceWire.decodeKey(field.child("service"), one.getService()),
                StatisticsWire::decode));
  }

  private static SessionProto.ServiceStatistics encode(
      VirtualServiceKey key, ServiceStatistics service) {
    SessionProto.ServiceStatistics.Builder message =
        SessionProto.ServiceStatistics.newBuilder()
            .setService(ServiceWire.configured(key, service.config()))
            .setCounters(encode(service.counters()))
            .setRates(encode(service.rates()));
    service
        .realServers()
        .forEach((server, statistics) -> message.addRealServers(encode(server, statistics)));
    return message.build();
  }

  private static ServiceStatistics decode(Field at, SessionProto.ServiceStatistics message)
      throws WireException {
    return new ServiceStatistics(
        ServiceWire.decodeConfig(at.child("service"), message.getService()),
        decode(message.getCounters()),
        decodeRates(message.getRates()),
        at.child("real_servers")
            .map(
                message.getRealServersList(),
                (field, one) ->
                    RealServerWire.decodeKey(field.child("real_server"), one.getRealServer()),
                StatisticsWire::decode));
  }

  private static SessionProto.ServerStatistics encode(
      RealServerKey key, ServerStatistics statistics) {
    return SessionProto.ServerStatistics.newBuilder()
        .setRealServer(RealServerWire.configured(key, statistics.config()))
        .setActive(statistics.active())
        .setInactive(statistics.inactive())
        .setPersistent(statistics.persistent())
        .setCounters(encode(statistics.counters()))
        .setRates(encode(statistics.rates()))
        .build();
  }

  private static ServerStatistics decode(Field at, SessionProto.ServerStatistics message)
      throws WireException {
    return new ServerStatistics(
        RealServerWire.decodeConfig(at.child("real_server"), message.getRealServer()),
        message.getActive(),
        message.getInactive(),
        message.getPersistent(),
        decode(message.getCounters()),
        decodeRates(message.getRates()));
  }

  private static SessionProto.Counters encode(Counters counters) {
    return SessionProto.Counters.newBuilder()
        .setConnections(counters.connections())
        .setIncomingPackets(counters.incomingPackets())
        .setOutgoingPackets(counters.outgoingPackets())
        .setIncomingBytes(counters.incomingBytes())
        .setOutgoingBytes(counters.outgoingBytes())
        .build();
  }

  private static SessionProto.Counters encode(Rates rates) {
    return SessionProto.Counters.newBuilder()
        .setConnections(rates.connections())
        .setIncomingPackets(rates.incomingPackets())
        .setOutgoingPackets(rates.outgoingPackets())
        .setIncomingBytes(rates.incomingBytes())
        .setOutgoingBytes(rates.outgoingBytes())
        .build();
  }

  private static Counters decode(SessionProto.Counters message) {
    return new Counters(
        message.getConnections(),
        message.getIncomingPackets(),
        message.getOutgoingPackets(),
        message.getIncomingBytes(),
        message.getOutgoingBytes());
  }

  private static Rates decodeRates(SessionProto.Counters message) {
    return new Rates(
        message.getConnections(),
        message.getIncomingPackets(),
        message.getOutgoingPackets(),
        message.getIncomingBytes(),
        message.getOutgoingBytes());
  }
}
