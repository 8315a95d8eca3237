// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.discovery;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.guifi.dimon.discovery.serf.SerfAgent;
import net.guifi.dimon.discovery.serf.SerfRefusal;
import net.guifi.dimon.discovery.serf.SerfTags;

/** Keeps the tag in which this monitor is announced as it should be. No other tag is ever touched. */
final class SerfTag {
    private static final String TAG = SerfSightings.TAG;

    private final String id;
    private boolean taken;
    private volatile boolean announced;
    private volatile Optional<String> problem = Optional.empty();

    /** The tag of the monitor of this id, and of no other. */
    SerfTag(String id) {
        this.id = id;
    }

    /** Another agent, or the same started anew, knows nothing of what was set. */
    void disconnected() {
        taken = false;
        announced = false;
        problem = Optional.empty();
    }

    boolean announced() {
        return announced;
    }

    Optional<String> problem() {
        return problem;
    }

    void set(SerfAgent agent, Optional<Announcement> wanted) throws IOException {
        Map<String, String> tags = agent.tags();
        Optional<String> there = Optional.ofNullable(tags.get(TAG));
        if (wanted.isEmpty()) {
            remove(agent, there);
            told(false, Optional.empty());
            return;
        }
        if (taken && there.isPresent() && !isMine(there)) {
            told(
                    false,
                    Optional.of("Another monitor announces itself through the same agent of Serf, which has room for "
                            + "one. Set \"serf\" to none in one of the two"));
            return;
        }
        Map<String, String> others = new HashMap<>(tags);
        others.remove(TAG);
        announce(agent, wanted.get(), there, others);
    }

    private void announce(
            SerfAgent agent, Announcement announcement, Optional<String> there, Map<String, String> others)
            throws IOException {
        String whole = announcement.tokenWithPort();
        String least = announcement.shortToken();
        for (String token : List.of(whole, least)) {
            if (SerfTags.octets(SerfTags.with(others, TAG, token)) <= SerfTags.ROOM) {
                Optional<String> refused = there.equals(Optional.of(token)) ? Optional.empty() : set(agent, token);
                taken = true;
                told(
                        refused.isEmpty(),
                        refused.isPresent() || token.equals(whole) ? refused : shortened(whole, others));
                return;
            }
        }
        remove(agent, there);
        told(false, Optional.of(full(least, others)));
    }

    private Optional<String> set(SerfAgent agent, String token) throws IOException {
        try {
            agent.setTag(TAG, token);
            return Optional.empty();
        } catch (SerfRefusal refusal) {
            // an agent that could not tell all others in time says so, and has set it
            return token.equals(agent.tags().get(TAG))
                    ? Optional.empty()
                    : Optional.of("The agent of Serf does not set the tag \"" + TAG + "\": " + refusal.getMessage());
        }
    }

    /** Takes back what this monitor set, now or before it was ended, and nothing that another on this host did. */
    private void remove(SerfAgent agent, Optional<String> there) throws IOException {
        if (isMine(there)) {
            try {
                agent.deleteTag(TAG);
            } catch (SerfRefusal refusal) {
                if (agent.tags().containsKey(TAG)) {
                    throw refusal;
                }
            }
        }
    }

    private void told(boolean announced, Optional<String> problem) {
        this.announced = announced;
        this.problem = problem;
    }

    private boolean isMine(Optional<String> token) {
        return token.filter(text -> List.of(text.split(",")).contains("id=" + id))
                .isPresent();
    }

    private static Optional<String> shortened(String whole, Map<String, String> others) {
        return Optional.of("Only the least is announced: " + lack(whole, others) + " for all of it");
    }

    private static String full(String least, Map<String, String> others) {
        return "This monitor is not announced by Serf: " + lack(least, others);
    }

    private static String lack(String token, Map<String, String> others) {
        int lacking = SerfTags.octets(SerfTags.with(others, TAG, token)) - SerfTags.ROOM;
        String largest = others.entrySet().stream()
                .max(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.length(), b.length())))
                .map(tag -> "the tag \"" + Announcement.nameOf(tag.getKey()) + "\", which takes most, or another")
                .orElse("another tag");
        return "all tags of an agent of Serf share " + SerfTags.ROOM + " octets, of which others take "
                + SerfTags.octets(others) + ". Shorten " + largest + ", by " + lacking + " octets (avahi-ps unpublish "
                + "takes away services that nobody needs)";
    }
}
