#include "models/exposition/ingest.h"

#include "models/exposition/numbers.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace checkwatch::exposition {

Ingest::Ingest(TargetMemory& memory, std::string_view body, Format format, metrics::ScrapeBatch& batch)
    : m_memory(memory), m_body(body), m_format(format), m_batch(batch), m_parser(body, format),
      m_ahead(body, memory.texts, memory.script), m_first(memory.numbers.size() == 0)
{
    memory.sampleLabels.begin();
    batch.firstAdded = memory.numbers.size();
    batch.column.assign(memory.numbers.size(), metrics::missingValue());
    if (memory.scriptFormat != format && !body.empty()) {
        diverge(); // what a prefix means depends on the format
        m_line = memory.script.size();
    }
}

/// The first body of a target. Growing by doubling would touch every page of the memory twice; a part of the bytes that
/// are here already bounds the room, whatever they say.
void Ingest::makeRoom()
{
    constexpr std::size_t shortLine = 64; // a sample's line, of what is scraped in practice
    const std::size_t lines = m_body.size() / shortLine;
    m_memory.texts.reserve(lines, m_body.size());
    m_memory.numbers.reserve(lines);
    m_tail.reserve(lines, m_body.size());
    m_batch.column.reserve(lines);
    m_placed.reserve(lines);
}

std::optional<base::Error> Ingest::run()
{
    if (m_memory.texts.size() == 0) {
        makeRoom();
    }
    do {
        if (m_line < m_memory.script.size()) {
            follow();
        }
        while (jump()) {
            const std::size_t before = m_at;
            follow();
            if (m_at == before) {
                break; // something about its value is for the Parser
            }
        }
    } while (step());
    const std::size_t limit = m_memory.options.sampleLimit;
    if (!m_error && limit > 0 && m_batch.report.samplesPostRelabel > limit) {
        m_error = base::Error{base::ErrorCode::Limit,
                              "sample_limit exceeded: " + std::to_string(m_batch.report.samplesPostRelabel)
                                  + " samples where " + std::to_string(limit) + " are allowed"};
    }
    if (m_error) {
        rollBack();
    } else {
        commit();
    }
    return m_error;
}

namespace {

/// Behind the line whose value begins at `value`; null where that is none, or more than one.
const char* behindValue(const char* value, const char* end)
{
    const auto* const stop = static_cast<const char*>(std::memchr(value, '\n', static_cast<std::size_t>(end - value)));
    const bool good = stop != nullptr && parseValue({value, static_cast<std::size_t>(stop - value)});
    return good ? stop + 1 : nullptr;
}

} // namespace

/// The hot loop: as long as every line comes as predicted.
void Ingest::follow()
{
    metrics::ScrapeReport& report = m_batch.report;
    const std::size_t limit = m_memory.options.sampleLimit;
    std::uint64_t budget = limit == 0 ? std::numeric_limits<std::uint64_t>::max()
                                      : limit - std::min<std::uint64_t>(limit, report.samplesPostRelabel);
    const std::uint64_t fullBudget = budget;
    std::uint64_t dropped = 0;
    const char* at = m_body.data() + m_at;
    const char* const end = m_body.data() + m_body.size();
    const LineScript& script = m_memory.script;
    double* const column = m_batch.column.data();
    for (; m_line < script.size(); ++m_line) {
        const LineScript::Line& line = script[m_line];
        if (static_cast<std::size_t>(end - at) < line.length
            || std::memcmp(at, script.bytes() + line.offset, line.length) != 0) {
            break;
        }
        const char* next = at + line.length;
        if (line.local >= droppedNumber) {
            if (line.local == droppedNumber) {
                next = behindValue(next, end);
                if (next == nullptr) {
                    break;
                }
                ++dropped;
            } else if (line.owner != noNumber) {
                if (m_memory.metadata.version() != m_memory.scriptMetadata) {
                    break;
                }
                m_memory.metadata.touch(line.owner);
            }
        } else {
            std::uint64_t digits = 0;
            const char* stop = parseDigits(next, end, digits);
            double value = static_cast<double>(digits);
            if (stop == next || stop == end || *stop != '\n') {
                stop = static_cast<const char*>(std::memchr(next, '\n', static_cast<std::size_t>(end - next)));
                const auto parsed
                    = stop != nullptr ? parseValue({next, static_cast<std::size_t>(stop - next)}) : std::nullopt;
                if (!parsed) {
                    break;
                }
                value = *parsed;
            }
            if (budget == 0) {
                break;
            }
            --budget;
            if (metrics::isMissing(column[line.local])) {
                column[line.local] = value;
            }
            next = stop + 1;
        }
        if (m_diverged) {
            if (line.local != noNumber) {
                mark(line.owner);
            }
            m_unscripted |= !m_tail.append(script.text(line), line.local, line.owner);
        }
        at = next;
    }
    m_at = static_cast<std::size_t>(at - m_body.data());
    report.samplesScraped += fullBudget - budget + dropped;
    report.samplesPostRelabel += fullBudget - budget;
}

/// Where the script has the next line at another place, goes on there: follow() will take it.
bool Ingest::jump()
{
    const std::uint32_t place = m_ahead.reach(m_at);
    const LineScript& script = m_memory.script;
    if (m_memory.scriptFormat != m_format || place >= script.size() || place == m_line
        || script[place].local == noNumber || !m_body.substr(m_at).starts_with(script.text(script[place]))) {
        return false;
    }
    diverge();
    m_line = place;
    return true;
}

/// One entry by the Parser. False at the end and on an error.
bool Ingest::step()
{
    const std::size_t begin = m_at;
    m_parser.seek(begin);
    const base::Result<Entry> entry = m_parser.next();
    if (!entry.ok()) {
        m_error = entry.error();
        return false;
    }
    m_at = m_parser.offset();
    if (*entry == Entry::End) {
        return false;
    }
    if (*entry == Entry::Sample) {
        return takeSample(begin);
    }
    takeComment(*entry, begin);
    return true;
}

void Ingest::takeComment(Entry entry, std::size_t begin)
{
    const std::uint32_t owner = entry == Entry::Comment ? noNumber : m_memory.metadata.take(m_parser, entry, m_format);
    const std::string_view bytes = m_body.substr(begin, m_at - begin);
    LineScript& script = m_memory.script;
    const bool expected
        = m_line < script.size() && script[m_line].local == noNumber && script.text(script[m_line]) == bytes;
    if (expected) {
        script.setOwner(m_line, owner);
        ++m_line;
    } else if (bytes.ends_with('\n')) {
        diverge();
    }
    if (m_diverged && bytes.ends_with('\n')) {
        m_tail.append(bytes, noNumber, owner);
    }
}

void Ingest::mark(std::uint32_t index)
{
    KnownText& known = m_memory.texts[index];
    if (known.seen != m_memory.round) {
        known.seen = m_memory.round;
        ++m_memory.marked;
    }
}

/// The texts of the lines that came as the script says, which follow() leaves alone.
void Ingest::markScript()
{
    const std::size_t end = m_diverged ? m_divergedAt : m_line;
    for (std::size_t i = 0; i < std::min(end, m_memory.script.size()); ++i) {
        if (m_memory.script[i].local != noNumber) {
            mark(m_memory.script[i].owner);
        }
    }
}

void Ingest::nextRound()
{
    ++m_memory.round;
    m_memory.marked = 0;
}

/// From here on the body is not the script; a new tail is written.
void Ingest::diverge()
{
    if (m_diverged) {
        return;
    }
    m_diverged = true;
    m_divergedAt = m_line;
    m_tailFrom = m_line;
    if (m_memory.script.size() > 0) {
        m_tail.reserveLike(m_memory.script);
    }
    // Few lines are sooner copied here than the many that follow are put behind them in the end.
    if (m_line < m_memory.script.size() / 2) {
        m_tailFrom = 0;
        for (std::size_t i = 0; i < m_line; ++i) {
            const LineScript::Line& line = m_memory.script[i];
            m_tail.append(m_memory.script.text(line), line.local, line.owner);
        }
    }
}

/// After a sample that went through the Parser: on in the script, at the place where the series had its line.
void Ingest::advance(std::size_t begin, std::uint32_t index)
{
    const LineScript& script = m_memory.script;
    const KnownText& known = m_memory.texts[index];
    const auto ownedAt = [&](std::size_t line) {
        return line < script.size() && script[line].local != noNumber && script[line].owner == index;
    };
    const bool expected = ownedAt(m_line);
    if (!expected) {
        diverge();
    }
    if (m_diverged) {
        const char* value = m_parser.series().data() + m_parser.series().size();
        while (isBlank(*value)) {
            ++value;
        }
        const std::string_view prefix(m_body.data() + begin, static_cast<std::size_t>(value - m_body.data()) - begin);
        // Behind any other byte a digit could belong to the name.
        const bool predictable = known.local != noNumber && (isBlank(prefix.back()) || prefix.back() == '}');
        m_unscripted |= !predictable || !m_tail.append(prefix, known.local, index);
    }
    if (expected) {
        ++m_line;
    } else if (m_memory.scriptFormat == m_format && ownedAt(known.place)) {
        m_line = known.place + 1;
    }
}

} // namespace checkwatch::exposition
