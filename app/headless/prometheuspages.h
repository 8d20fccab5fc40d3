#pragma once

#include "models/base/clock.h"
#include "models/recording/importwriter.h"
#include "models/sources/httpclient.h"

#include <QObject>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::app {

/// What is wanted of a Prometheus-compatible server.
struct PagesWanted
{
    std::string server;             ///< http://host:9090, with a path before /api/v1 where it has one
    std::vector<std::string> match; ///< selectors
    base::Timestamp start{};        ///< inclusive, as `end`
    base::Timestamp end{};
    base::Duration step{0};      ///< 0: samples as they were scraped; else a value each step
    config::ScrapeConfig http{}; ///< credentials and TLS; they are in no message and no file
};

/// Fetches a stretch of time from a Prometheus-compatible server, a page of it after another, at most 11,000 points of a
/// series a page, and less where the server or the limits here say that is too much. Every page is on the disk, and
/// noted, before the next is asked for: what was interrupted goes on there. Runs on an event loop; one thread.
class PrometheusPages final : public QObject
{
public:
    using Done = std::function<void(const base::Result<void>&)>;
    using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

    /// `mark`: the file that says how far it has got.
    PrometheusPages(PagesWanted wanted, std::string mark, recording::ImportWriter& writer, Progress progress);
    /// Where an interrupted import of the same has got to; nullopt where there is none.
    [[nodiscard]] static std::optional<base::Timestamp> markedIn(const std::string& mark, const PagesWanted& wanted);

    /// Goes on behind `after`. `done` is called once.
    void start(base::Timestamp after, Done done);

private:
    void ask();
    void answered(const base::Result<sources::HttpAnswer>& answer);
    base::Result<void> take(std::string_view body);
    base::Result<void> pageIsDone();
    [[nodiscard]] std::string urlOfPage() const;

    const PagesWanted m_wanted;
    const std::string m_mark;
    recording::ImportWriter& m_writer;
    const Progress m_progress;
    Done m_done;
    base::SystemClock m_clock;
    sources::HttpShared m_shared{m_clock};
    sources::HttpClient m_client{m_shared};
    sources::Target m_target;
    base::Timestamp m_after{};  ///< everything until here is done
    base::Timestamp m_until{};  ///< of the page that is asked for
    base::Duration m_page{0};   ///< how long one is
    std::size_t m_selector = 0; ///< of m_wanted.match
};

} // namespace checkwatch::app
