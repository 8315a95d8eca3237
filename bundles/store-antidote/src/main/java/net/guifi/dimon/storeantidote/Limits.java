// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.storeantidote;

import java.time.Duration;

/**
 * How long is waited for what.
 *
 * @param connect for a connection
 * @param answer for the next octet that a server takes or sends
 * @param call for everything together that one call of the adapter does
 * @param quiet how long a server is left alone that listens again after it did not: requests in its first second can crash
 *     parts of it
 * @param pause before a server is tried again that failed several times; it doubles up to {@code longestPause}
 * @param longestPause the most of it
 * @param recovering how long a server is not believed that has not heard from the others again since it started
 * @param stale how old what a server knows of another may be before people are warned
 * @param look how often it is tried whether the first server of the list answers again
 * @param steady how long it must have answered before it is used again
 */
record Limits(
        Duration connect,
        Duration answer,
        Duration call,
        Duration quiet,
        Duration pause,
        Duration longestPause,
        Duration recovering,
        Duration stale,
        Duration look,
        Duration steady) {
    static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(45),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(8),
            Duration.ofMinutes(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2));

    Limits with(Duration newConnect, Duration newAnswer) {
        return new Limits(newConnect, newAnswer, call, quiet, pause, longestPause, recovering, stale, look, steady);
    }
}
