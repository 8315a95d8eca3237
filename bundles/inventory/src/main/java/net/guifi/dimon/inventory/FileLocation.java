// SPDX-License-Identifier: Apache-2.0
package net.guifi.dimon.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A file, or a folder whose CNML and CSV files make one source together. */
record FileLocation(Path path) implements Location {
    private static final List<String> SUFFIXES = List.of(".cnml", ".xml", ".csv");

    @Override
    public String display() {
        return path.toString();
    }

    @Override
    public String defaultName() {
        String name = path.getFileName() == null ? "files" : path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Names, times and sizes of the files. */
    @Override
    public String mark() {
        StringBuilder mark = new StringBuilder();
        try {
            for (Path file : files()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                mark.append(file.getFileName())
                        .append(' ')
                        .append(attributes.lastModifiedTime())
                        .append(' ')
                        .append(attributes.size())
                        .append('\n');
            }
            return mark.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public Optional<Map<String, String>> fetch(Map<String, String> known, DocumentArchive.Writer archive)
            throws ImportException, IOException {
        for (Path file : files()) {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            if (!Files.isRegularFile(file)) {
                throw new ImportException(file + " is neither a file nor a folder");
            }
            try (InputStream in = Files.newInputStream(file)) {
                archive.add(file.toString(), in);
            }
        }
        return Optional.of(Map.of());
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, FileLocation::isDocument)) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }

    private static boolean isDocument(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && SUFFIXES.stream().anyMatch(name::endsWith) && !Files.isDirectory(file);
    }
}
