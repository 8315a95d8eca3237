// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.assign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.guifi.dimon.api.assignment.AssignmentPolicy;
import net.guifi.dimon.api.assignment.Demand;
import net.guifi.dimon.api.assignment.Monitor;
import net.guifi.dimon.api.inventory.Zone;
import org.osgi.service.component.annotations.Component;

/**
 * Devices are watched from near by: from their zone, else from the nearest zone around it that has monitors, by
 * capacity within each; by nobody with more than twice its share of the whole, as long as others have room.
 */
@Component(name = "net.guifi.dimon.assign.near")
public final class NearPolicy implements AssignmentPolicy {
    /** A zone, as two sources may have zones of the same id. */
    private record Area(String source, String id) {}

    /** Where a device stands: its zone, and the zones around it. */
    private record Place(String source, Optional<Zone> zone) {
        static Place of(Demand demand) {
            return new Place(demand.device().id().source(), demand.device().zone());
        }

        List<Zone> zones() {
            List<Zone> zones = new ArrayList<>();
            for (Optional<Zone> next = zone;
                    next.isPresent() && zones.size() < Preferences.LAST;
                    next = next.get().parent()) {
                zones.add(next.get());
            }
            return zones;
        }

        List<Area> areas() {
            return zones().stream().map(each -> new Area(source, each.id())).toList();
        }
    }

    @Override
    public String name() {
        return "near";
    }

    @Override
    public List<List<String>> assign(List<Monitor> monitors, List<Demand> demands) {
        Field field = new Field(monitors, demands);
        double[] shares = Shares.of(field, field.all());
        Map<Place, Integer> places = new HashMap<>();
        Map<List<Integer>, Integer> kindOfTiers = new HashMap<>();
        int[] placeOf = new int[field.devices()];
        for (int d = 0; d < placeOf.length; d++) {
            placeOf[d] = places.computeIfAbsent(Place.of(demands.get(d)), place -> places.size());
        }
        Map<String, Set<Area>> around = around(places.keySet());
        int[] kindOf = new int[places.size()];
        places.forEach((place, number) ->
                kindOf[number] = kindOfTiers.computeIfAbsent(tiers(field, place, around), tiers -> kindOfTiers.size()));
        int[] kinds = IntStream.of(placeOf).map(place -> kindOf[place]).toArray();
        int[][] tiers = new int[kindOfTiers.size()][];
        kindOfTiers.forEach((list, kind) ->
                tiers[kind] = list.stream().mapToInt(Integer::intValue).toArray());
        Preferences preferences = new Preferences(field, shares, kinds, tiers);
        return Orders.of(field, preferences, Filling.of(field, preferences, Shares.bounds(field, shares, 200)));
    }

    /** The areas around the zones of each id and title. */
    private static Map<String, Set<Area>> around(Set<Place> places) {
        Map<String, Set<Area>> around = new HashMap<>();
        for (Place place : places) {
            List<Zone> zones = place.zones();
            List<Area> areas = place.areas();
            for (int i = 0; i < zones.size(); i++) {
                List<Area> here = areas.subList(i, areas.size());
                around.computeIfAbsent(zones.get(i).id(), key -> new HashSet<>())
                        .addAll(here);
                around.computeIfAbsent(zones.get(i).title(), key -> new HashSet<>())
                        .addAll(here);
            }
        }
        return around;
    }

    /** How many steps each monitor is away: how far one has to go up from the device's zone to meet its zone. */
    private static List<Integer> tiers(Field field, Place place, Map<String, Set<Area>> around) {
        List<Area> areas = place.areas();
        return field.monitors.stream()
                .map(monitor -> {
                    Set<Area> its = monitor.zone().map(around::get).orElse(Set.of());
                    return IntStream.range(0, areas.size())
                            .filter(i -> its.contains(areas.get(i)))
                            .findFirst()
                            .orElse(Preferences.LAST);
                })
                .toList();
    }
}
