/// Fakes of the kernel's tables. They are strict: what the kernel refuses they refuse with the same
/// error number, and the contract suites hold them and the kernel to the same answers.
@NullMarked
package io.lvsfleet.agent.fake;

import org.jspecify.annotations.NullMarked;
