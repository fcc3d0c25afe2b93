/// Who may use the API and who may enrol: secrets, and the ports to where they are kept.
@NullMarked
package io.lvsfleet.controlplane.access;

import org.jspecify.annotations.NullMarked;
