// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.shell;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands in the Gogo shell, in the scope {@code dimon}. */
@Component(
        name = "net.guifi.dimon.shell.gogo",
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=dimon",
            "osgi.command.function=status",
            "osgi.command.function=devices",
            "osgi.command.function=device",
            "osgi.command.function=probe",
            "osgi.command.function=monitors",
            "osgi.command.function=assignments",
            "osgi.command.function=store",
            "osgi.command.function=network",
            "osgi.command.function=admit",
            "osgi.command.function=dismiss",
            "osgi.command.function=discovered",
            "osgi.command.function=publish",
            "osgi.command.function=unpublish",
            "osgi.command.function=join",
            "osgi.command.function=import",
            "osgi.command.function=add",
            "osgi.command.function=remove",
            "osgi.command.function=bundles",
            "osgi.command.function=update",
            "osgi.command.function=revert",
            "osgi.command.function=password",
            "osgi.command.function=certificate",
            "osgi.command.function=doctor"
        })
public final class GogoCommands {
    private final Dispatcher dispatcher;

    /**
     * Offers the commands.
     *
     * @param services what the commands ask
     */
    @Activate
    public GogoCommands(@Reference Services services) {
        this.dispatcher = new Dispatcher(services);
    }

    private String run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        return dispatcher.run(all).text();
    }

    /**
     * Shows this monitor.
     *
     * @return lines for a person
     */
    @Descriptor("shows this monitor on one screen")
    public String status() {
        return run("status");
    }

    /**
     * Lists devices.
     *
     * @param arguments {@code [QUERY] [--state STATE] [--limit N]}
     * @return lines for a person
     */
    @Descriptor("lists devices, problems first")
    public String devices(@Descriptor("[QUERY] [--state STATE] [--limit N]") String... arguments) {
        return run("devices", arguments);
    }

    /**
     * Shows a device.
     *
     * @param id its id
     * @return lines for a person
     */
    @Descriptor("shows one device: what it is, how it is, and how it was")
    public String device(@Descriptor("id of the device, such as guifi:51771") String id) {
        return run("device", id);
    }

    /**
     * Asks a device now.
     *
     * @param id its id
     * @return lines for a person
     */
    @Descriptor("asks one device now, with every probe")
    public String probe(@Descriptor("id of the device, such as guifi:51771") String id) {
        return run("probe", id);
    }

    /**
     * Lists monitors.
     *
     * @return lines for a person
     */
    @Descriptor("lists the monitors of the network, this one first")
    public String monitors() {
        return run("monitors");
    }

    /**
     * Shows who watches what.
     *
     * @return lines for a person
     */
    @Descriptor("shows how the devices of the network are watched: by whom, and which by too few")
    public String assignments() {
        return run("assignments");
    }

    /**
     * Shows the store, or shares over AntidoteDB.
     *
     * @param arguments {@code [use HOST:PORT… | own]}
     * @return lines for a person
     */
    @Descriptor("shows the store, its links and what they carry; shares over AntidoteDB, or no longer")
    public String store(@Descriptor("[use HOST:PORT… | own]") String... arguments) {
        return run("store", arguments);
    }

    /**
     * Shows the network, or changes its settings.
     *
     * @param arguments {@code [set NAME VALUE | unset NAME]}
     * @return lines for a person
     */
    @Descriptor("shows the network, its settings and its monitors; changes a setting for all of them")
    public String network(@Descriptor("[set NAME VALUE | unset NAME]") String... arguments) {
        return run("network", arguments);
    }

    /**
     * Takes monitors into the network.
     *
     * @param monitors their ids or names
     * @return lines for a person
     */
    @Descriptor("takes monitors into the network")
    public String admit(@Descriptor("ids, or what the monitors call themselves") String... monitors) {
        return run("admit", monitors);
    }

    /**
     * Takes a monitor out of the network.
     *
     * @param monitor its id
     * @return lines for a person
     */
    @Descriptor("takes a monitor out of the network")
    public String dismiss(@Descriptor("id of the monitor") String monitor) {
        return run("dismiss", monitor);
    }

    /**
     * Lists the monitors that were found.
     *
     * @return lines for a person
     */
    @Descriptor("lists monitors and stores that announce themselves, and tells where this one is announced")
    public String discovered() {
        return run("discovered");
    }

    /**
     * Announces this monitor.
     *
     * @return lines for a person
     */
    @Descriptor("announces this monitor to others, from now on and after each start")
    public String publish() {
        return run("publish");
    }

    /**
     * Takes the announcement back.
     *
     * @return lines for a person
     */
    @Descriptor("announces this monitor no longer")
    public String unpublish() {
        return run("unpublish");
    }

    /**
     * Lets this monitor belong to another network.
     *
     * @param arguments {@code NETWORK-ID | own [--store HOST:PORT]}
     * @return lines for a person
     */
    @Descriptor("lets this monitor belong to another network, or again to that of its own key")
    public String join(@Descriptor("NETWORK-ID | own [--store HOST:PORT]") String... arguments) {
        return run("join", arguments);
    }

    /**
     * Imports devices. Gogo leaves the underscore out, without which Java does not take the word.
     *
     * @param arguments {@code [SOURCE | confirm SOURCE | discard SOURCE]}
     * @return lines for a person
     */
    @Descriptor("imports all sources of devices now, or one; takes over or drops an import that waits")
    public String _import(@Descriptor("[SOURCE | confirm SOURCE | discard SOURCE]") String... arguments) {
        return run("import", arguments);
    }

    /**
     * Adds a device by hand.
     *
     * @param arguments {@code ID ADDRESS… [--title TITLE] [--node NODE] [--zone ZONE]}
     * @return lines for a person
     */
    @Descriptor("adds a device that no source lists, or changes it, on all monitors")
    public String add(@Descriptor("ID ADDRESS… [--title TITLE] [--node NODE] [--zone ZONE]") String... arguments) {
        return run("add", arguments);
    }

    /**
     * Removes a device that was added by hand.
     *
     * @param id its id
     * @return lines for a person
     */
    @Descriptor("removes a device that was added by hand, on all monitors")
    public String remove(@Descriptor("id of the device, such as manual:roof") String id) {
        return run("remove", id);
    }

    /**
     * Lists the bundles.
     *
     * @return lines for a person
     */
    @Descriptor("lists the bundles of DIMON, with the versions that were shipped and put over them")
    public String bundles() {
        return run("bundles");
    }

    /**
     * Lets other versions of bundles run.
     *
     * @param jars paths on the host of the appliance
     * @return lines for a person
     */
    @Descriptor("lets the bundles of these jars run from now on, as one set")
    public String update(@Descriptor("paths of jars") String... jars) {
        return run("update", jars);
    }

    /**
     * Goes back to shipped versions.
     *
     * @param names of bundles
     * @return lines for a person
     */
    @Descriptor("goes back to the shipped versions of bundles, as one set")
    public String revert(@Descriptor("names of bundles, such as ping") String... names) {
        return run("revert", names);
    }

    /**
     * Shows or changes the password of the console.
     *
     * @param arguments {@code [--new | --set PASSWORD]}
     * @return lines for a person
     */
    @Descriptor("shows the generated password of the console, generates another one, or takes yours")
    public String password(@Descriptor("[--new | --set PASSWORD]") String... arguments) {
        return run("password", arguments);
    }

    /**
     * Shows the certificate of HTTPS, or makes another one.
     *
     * @param arguments {@code [--new]}
     * @return lines for a person
     */
    @Descriptor("shows the certificate of HTTPS, to compare it with what a browser shows, or makes another one")
    public String certificate(@Descriptor("[--new]") String... arguments) {
        return run("certificate", arguments);
    }

    /**
     * Tells what is wrong.
     *
     * @return lines for a person
     */
    @Descriptor("tells what is wrong with this monitor, and how to mend it")
    public String doctor() {
        return run("doctor");
    }
}
