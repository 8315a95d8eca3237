// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What a server said to a read or an update.
 *
 * @param objects what was read, in the order asked: the value of a register, the words of a set; none for an update
 * @param time when it was done, as the server wrote it
 * @param clock the same, decoded
 */
record Answer(List<List<ByteString>> objects, ByteString time, VectorClock clock) {}
