package io.lvsfleet.reconcile;

/// Something wanted that cannot be had because an entry of somebody else is in the way.
///
/// @param object the entry in `ipvsadm`'s words
/// @param code for machines, see [#FOREIGN]
/// @param detail for people: what happened to it and what they can do
public record Conflict(String object, String code, String detail) {
  /// The entry in the way was not made by this product.
  public static final String FOREIGN = "foreign";
}
