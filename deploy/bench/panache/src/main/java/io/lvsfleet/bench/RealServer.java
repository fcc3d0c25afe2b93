package io.lvsfleet.bench;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/// A row as a guide would have it.
@Entity
public class RealServer extends PanacheEntityBase {

  @Id public String name = "";

  public String address = "";

  public int weight;
}
