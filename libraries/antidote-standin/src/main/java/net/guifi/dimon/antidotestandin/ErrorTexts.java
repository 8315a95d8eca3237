// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.antidotestandin;

/** The beginnings of the texts that a real server's errors have: exceptions of Erlang, without their stack traces. */
final class ErrorTexts {
    static final String NO_REQUEST =
            "error: function_clause\n[{antidote_pb_process,process,\n                      [{error_response,";
    static final String NOTHING_TO_READ = "error: {case_clause,[]}\n[{cure,obtain_objects,4,";
    /** Partitions are parts of the circle of SHA-1. */
    private static final String PARTITION = "1278813932664540053428224228626747642198940975104";

    /** How the exception comes to the client, with the depth of its lines. */
    record Frame(String beginning, int depth) {}

    static final Frame ONE =
            new Frame("error: {case_clause,\n           {badrpc,\n               {'EXIT',\n                   {", 23);
    static final Frame SEVERAL = new Frame("exit: {{", -1);
    static final Frame UPDATE = new Frame(
            "exit: {{{case_clause,\n            {badrpc,\n                {'EXIT',\n                    {", 24);

    private ErrorTexts() {}

    /** The log is being read, and a table that requests need is not there. */
    static String recovering(Frame frame, Data.Key key) {
        String line = frame.depth() < 0 ? "[" : "\n" + " ".repeat(frame.depth()) + "[";
        String next = "\n" + " ".repeat(frame.depth() < 0 ? 21 : frame.depth() + 5);
        return frame.beginning() + "badarg," + line + "{ets,lookup," + next + "['snapshot_cache-" + PARTITION + "',"
                + next + " {<<\"" + key.key() + "\">>,<<\"" + key.bucket() + "\">>}],";
    }

    /** Two types are used for one key. */
    static String corrupted(Frame frame) {
        int depth = frame.depth() < 0 ? 11 : frame.depth();
        return frame.beginning() + "corrupted_ops_cache,\n" + " ".repeat(depth)
                + "[{clocksi_materializer,materialize_intern_perform,12,";
    }

    /** A timestamp that is no term. */
    static String badTerm(String text) {
        return "error: badarg\n[{erlang,binary_to_term,\n         [<<\"" + text + "\">>],";
    }
}
