#pragma once

#include "models/session/deltatable.h"
#include "models/session/filmnames.h"

#include <deque>
#include <vector>

/// Rows of a snapshot as words, and back.
namespace checkwatch::session {

/// Everything that has been named so far, by number. Whoever reads a film has one; what it gave out stays where it is.
struct FilmBook
{
    std::shared_ptr<std::deque<fleet::ServerIdentity>> servers = std::make_shared<std::deque<fleet::ServerIdentity>>();
    FilmNews all; ///< `servers` is empty here

    void add(FilmNews news);
    [[nodiscard]] const std::string& text(std::uint64_t number) const { return all.texts[number]; }
};

inline constexpr std::uint32_t serverWords = 17;
inline constexpr std::uint32_t targetWords = 23;
inline constexpr std::uint32_t backendWords = 14;
inline constexpr std::uint32_t alertWords = 10;

// `out` has the width above.
void packServers(const fleet::ServerBlock& block, FilmNames& names, WordTable& out);
void packTargets(const std::vector<fleet::TargetRow>& rows, FilmNames& names, WordTable& out);
void packBackends(const std::vector<fleet::BackendRow>& rows, FilmNames& names, WordTable& out);
void packAlerts(const std::vector<fleet::AlertRow>& rows, FilmNames& names, WordTable& out);

std::vector<fleet::ServerRow> unpackServers(const WordTable& table, const FilmBook& book);
std::vector<fleet::TargetRow> unpackTargets(const WordTable& table, const FilmBook& book);
std::vector<fleet::BackendRow> unpackBackends(const WordTable& table, const FilmBook& book);
std::vector<fleet::AlertRow> unpackAlerts(const WordTable& table, const FilmBook& book);

} // namespace checkwatch::session
