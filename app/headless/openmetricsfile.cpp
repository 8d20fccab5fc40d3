#include "app/headless/openmetricsfile.h"

#include "app/headless/expositionfile.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

namespace checkwatch::app {
namespace {

constexpr std::int64_t minuteMs = 60'000;
/// From 1970 to the year 9999, in milliseconds.
constexpr std::int64_t mostMs = 253'402'300'800'000;

} // namespace

OpenMetricsFiles::OpenMetricsFiles(std::vector<std::string> paths, std::size_t atOnce,
                                   std::function<void(std::uint64_t done, std::uint64_t all)> progress)
    : m_paths(std::move(paths)), m_atOnce(atOnce), m_progress(std::move(progress))
{
}

base::Result<void> OpenMetricsFiles::open()
{
    for (const std::string& path : m_paths) {
        if (auto regular = wantRegularFile(path); !regular) {
            return regular;
        }
        auto file = std::make_unique<QFile>(QString::fromStdString(path));
        if (!file->open(QIODevice::ReadOnly)) {
            return base::Error{base::ErrorCode::Refused, file->errorString().toStdString(), path};
        }
        const qint64 size = file->size();
        const uchar* const bytes = size > 0 ? file->map(0, size) : nullptr;
        if (bytes == nullptr) {
            return base::Error{base::ErrorCode::BadInput, size > 0 ? "cannot be mapped" : "the file is empty", path};
        }
        const std::string_view body(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        if (body.starts_with("\x1f\x8b")) {
            return base::Error{base::ErrorCode::Unsupported, "packed with gzip: unpack it first (gunzip)", path};
        }
        m_files.push_back(std::move(file));
        m_bodies.push_back(body);
        m_bytes += body.size();
    }
    return {};
}

base::Result<void> OpenMetricsFiles::readOne(std::string_view body, const Each& each)
{
    constexpr std::size_t tellEvery = 4UL * 1024 * 1024;
    exposition::Parser parser(body, exposition::Format::OpenMetrics100);
    std::size_t told = 0;
    for (;;) {
        const std::size_t line = parser.offset();
        const auto entry = parser.next();
        if (!entry) {
            return entry.error();
        }
        if (*entry == exposition::Entry::End) {
            m_done += body.size() - told;
            m_progress(m_done, m_all);
            return {};
        }
        if (*entry != exposition::Entry::Sample) {
            continue;
        }
        const auto ms = parser.timestampMs();
        if (!ms || *ms < 0 || *ms >= mostMs) {
            return parser.errorAt(line,
                                  !ms ? "this sample has no timestamp; without one it is not known when it was"
                                      : "the timestamp is not between 1970 and the year 9999");
        }
        if (auto taken = each(parser, base::fromUnixMs(*ms)); !taken) {
            return taken;
        }
        if (line - told >= tellEvery) {
            m_done += line - told;
            told = line;
            m_progress(m_done, m_all);
        }
    }
}

base::Result<void> OpenMetricsFiles::read(const Each& each)
{
    for (std::size_t i = 0; i < m_bodies.size(); ++i) {
        if (auto done = readOne(m_bodies[i], each); !done) {
            base::Error error = done.error();
            error.where = m_paths[i];
            return error;
        }
    }
    return {};
}

/// Stretches of time that fit into memory, ascending; a single minute may have more.
std::vector<OpenMetricsFiles::Part> OpenMetricsFiles::parts() const
{
    std::vector<Part> out;
    std::uint64_t samples = 0;
    for (const auto& [minute, count] : m_perMinute) {
        const base::Timestamp begin = base::fromUnixMs(minute * minuteMs);
        if (out.empty() || samples + count > m_atOnce) {
            out.push_back({begin, begin});
            samples = 0;
        }
        samples += count;
        out.back().to = begin + base::Duration{minuteMs};
    }
    return out;
}

base::Result<void> OpenMetricsFiles::importInto(recording::ImportWriter& writer)
{
    if (auto opened = open(); !opened) {
        return opened;
    }
    m_all = 2 * m_bytes;                                       // at least
    std::unordered_map<std::string_view, std::uint32_t> known; // by the raw text, which stays mapped
    const auto count = [&](const exposition::Parser& sample, base::Timestamp time) -> base::Result<void> {
        ++m_perMinute[base::unixMs(time) / minuteMs];
        if (!known.contains(sample.series())) {
            auto labels = sample.labels();
            if (!labels) {
                return std::move(labels).error();
            }
            known.emplace(sample.series(), writer.number(*labels));
        }
        return {};
    };
    if (auto counted = read(count); !counted) {
        return counted;
    }
    const std::vector<Part> all = parts();
    m_all = (1 + all.size()) * m_bytes;
    for (const Part& part : all) {
        const auto take = [&](const exposition::Parser& sample, base::Timestamp time) -> base::Result<void> {
            if (time >= part.from && time < part.to) {
                writer.add(known.find(sample.series())->second, {time, sample.value()});
            }
            return {};
        };
        auto done = read(take);
        done = done ? writer.flush(false) : done;
        if (!done) {
            return done;
        }
    }
    return {};
}

} // namespace checkwatch::app
