// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

/** A CNML document with every trap that the data of guifi.net was seen to hold. Names and places are invented. */
final class TrapCnml {
    private TrapCnml() {}

    static final String TEXT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <cnml version="0.1" server_id="1" server_url="http://localhost" generated="20261121 0315">
            <class node_description="detail" mapping="y"/>
            <network nodes="9" devices="20">
            <zone id="3671" title="M&#243;n &amp;amp; &lt;b&gt;xarxa&lt;/b&gt;" time_zone="+01 2 2" graph_server="7" box="1,2,3,4">
             <zone id="1" parent_id="3671" title="L'Espluga Çà i Lłà">
              <zone id="2" parent_id="1" title="Sense gràfiques" graph_server="-1">
               <node id="20" title="Hereta -1" lat="41.5" lon="1.9" status="Working">
                <device id="200" title="off by zone" mainipv4="10.0.2.1" status="Working"/>
                <device id="201" title="on by device" mainipv4="10.0.2.2" status="Working" graph_server="7"/>
                text of a node: &lt;p&gt;escaped &amp;eacute;&lt;/p&gt;
               </node>
               <node id="21" title="On by node" status="Working" graph_server="5">
                <device id="210" title="on by node" mainipv4="10.0.2.3" status="Working" graph_server="0"/>
                <device id="211" title="off by device" mainipv4="10.0.2.4" status="Working" graph_server="-1"/>
               </node>
              </zone>
              <node id="10" title="Cal Ñandú 日本" lat="41.700000" lon="1.800000" antenna_elevation="7" status="Working"
                created="20260102 1107" updated="20261121 0302">
               <device id="100" title="Supernode ☂" type="radio" name="ap" mainipv4="10.0.0.1" status="Working" firmware="x &gt; y"
                  created="20260102 1107" updated="20261121 1202" snmp_index="4">
                <radio id="0" device_id="100" ssid="a&quot;b" mode="ap" protocol="802.11a" channel="0" snmp_name="wlan1">
                 <interface id="1000" type="wLan/Lan" mac="00:00:00:00:00:00" ipv4="10.0.0.1" mask="255.255.255.224">
                  <link id="500" linked_node_id="11" linked_device_id="101" linked_interface_id="1010" link_type="ap/client" link_status="Working"/>
                  <link id="501" linked_node_id="99999" linked_device_id="99999" linked_interface_id="99998" link_type="ap/client" link_status="Planned"/>
                 </interface>
                </radio>
                <radio id="1" device_id="100" mode="ap" snmp_index="9"/>
                <radio id="2" device_id="100" mode="client"/>
                <interface id="1000" type="wLan/Lan" mac="00:00:00:00:00:00" ipv4="10.0.0.1" mask="255.255.255.224">
                 <link id="500" linked_node_id="11" linked_device_id="101" linked_interface_id="1010" link_type="ap/client" link_status="Working"/>
                </interface>
                <interface id="1001" type="Lan" mac="00:00:00:00:00:00" ipv4="10.0.0.33"/>
                <service id="9" title="graphs" type="SNPgraphs" status="Working"/>
               </device>
              </node>
              <node id="11" title="" lat="95" lon="1.8" status="Working">
               <device id="101" title="client" type="radio" status="Testing" snmp_index="3">
                <interface id="1013" type="wds/p2p" ipv4="10.0.1.5"/>
                <interface id="1012" type="wLan" ipv4="10.0.1.4"/>
                <interface id="1014" type="eth7" ipv4="10.0.1.6"/>
                <interface id="1011" type="Wan" ipv4="10.0.1.3"/>
                <radio id="0"><interface id="1010" type="wLan/Lan" ipv4="10.0.1.1">
                  <link id="500" linked_node_id="10" linked_device_id="100" linked_interface_id="1000" link_type="ap/client" link_status="Working"/>
                </interface></radio>
                <interface id="1015" type="Lan" ipv4="10.0.1.2"/>
               </device>
               <device id="102" title="overlaps the supernode" mainipv4="10.0.0.1" status="Working"/>
               <device id="103" title="IPv6" mainipv4="" status="Working">
                 <interface id="1030" type="Lan" ipv4="fd9a::103"/>
               </device>
               <device id="104" title="no address" status="Working"/>
               <device id="105" title="a name" mainipv4="example.org" status="Working">
                 <interface id="1050" type="Lan" ipv4="10.0.1.50"/>
               </device>
               <device id="106" title="no addresses of a device" mainipv4="224.0.0.5" status="Working">
                 <interface id="1060" type="Lan" ipv4="255.255.255.255"/>
                 <interface id="1061" type="Lan" ipv4="0.0.0.0"/>
                 <interface id="1062" type="Lan" ipv4="ff02::1"/>
                 <interface id="1063" type="Lan" ipv4="10.0.256.1"/>
               </device>
               <device id="107" title="planned" mainipv4="10.0.1.7" status="Planned"/>
               <device id="108" title="odd status" mainipv4="10.0.1.8" status="Melted"/>
               <device id="109" title="loopback" mainipv4="127.0.0.9" status="Working"/>
               <device id="100" title="twice" mainipv4="10.9.9.9" status="Working"/>
               <device title="no id" mainipv4="10.9.9.8" status="Working"/>
               <device id="../etc" title="bad id" mainipv4="10.9.9.7" status="Working"/>
               <device id="110" title="a link to nowhere" mainipv4="10.0.1.10" status="Working" snmp_index="x">
                 <interface id="1100" type="Lan"><link id="502" linked_device_id="" link_type="cable"/></interface>
                 <device id="111" title="within a device" mainipv4="10.0.1.11" status="Working"/>
               </device>
              </node>
             </zone>
            </zone>
            </network>
            </cnml>
            """;
}
