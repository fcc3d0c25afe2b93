/// Cluster documents as text: JSON and YAML to declared values and back. Knows Jackson, nothing
/// else.
@NullMarked
package io.lvsfleet.controlplane.document;

import org.jspecify.annotations.NullMarked;
