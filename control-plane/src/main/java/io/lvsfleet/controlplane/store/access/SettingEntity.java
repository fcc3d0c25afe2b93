package io.lvsfleet.controlplane.store.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A row of `setting`.
@Entity(name = "Setting")
@Table(name = "setting")
public class SettingEntity extends PanacheEntityBase {

  @Id public String key = "";

  public String value = "";

  /// Which database this is (see [io.lvsfleet.model.Stamp]); made with it. Needs a transaction or a
  /// request around it.
  public static String incarnation() {
    SettingEntity setting = findById("incarnation");
    if (setting == null) {
      throw new IllegalStateException("table setting has no row \"incarnation\"");
    }
    return setting.value;
  }
}
