#include "tests/exposition/oracle.h"
#include "tests/support/expositions.h"
#include "tests/support/sanitized.h"

#include <QTest>

#include <algorithm>
#include <random>

namespace tst_scrapecache_equality {

using namespace checkwatch;
using namespace checkwatch::exposition;

namespace {

/// The fast reader and the plain one side by side over the bodies of one target.
class Pair
{
public:
    explicit Pair(std::size_t limit = 0, const metrics::Relabelling& relabelling = {}) : m_oracle(limit, relabelling)
    {
        ScrapeOptions options;
        options.sampleLimit = limit;
        options.relabelling = relabelling;
        m_cache.emplace(options);
    }
    std::string scrape(const std::string& body, Format format = Format::Text004)
    {
        const base::Timestamp time = base::fromUnixMs(1'700'000'000'000 + 1000 * m_round++);
        return m_oracle.check(body, format, m_cache->ingest(body, format, time, 0.1));
    }

private:
    Oracle m_oracle;
    std::optional<ScrapeCache> m_cache;
    std::int64_t m_round = 0;
};

std::vector<std::string> linesOf(const std::string& body)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find('\n', at), body.size() - 1) + 1;
        lines.push_back(body.substr(at, end - at));
        at = end;
    }
    return lines;
}

/// The samples of each family in another order.
std::string reordered(const std::string& body)
{
    std::mt19937 random(4);
    std::vector<std::string> lines = linesOf(body);
    for (auto begin = lines.begin(); begin != lines.end();) {
        const auto end = std::find_if(begin, lines.end(), [](const std::string& line) { return line[0] == '#'; });
        std::shuffle(begin, end, random);
        begin = end == lines.end() ? end : end + 1;
    }
    std::string out;
    for (const std::string& line : lines) {
        out += line;
    }
    return out;
}

/// A body with a few things wrong or moved.
std::string mutated(const std::string& body, std::mt19937& random)
{
    static const std::string bytes("\n\t \"\\{}#,=0+-.eN\0\xff\xc3", 19);
    std::string out = body;
    const auto pick = [&](std::size_t below) { return below == 0 ? 0 : random() % below; };
    if (random() % 2 == 0 && !body.empty()) {
        std::vector<std::string> lines = linesOf(body);
        const std::size_t from = pick(lines.size());
        switch (random() % 5) {
        case 4: std::shuffle(lines.begin(), lines.end(), random); break;
        case 0: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(from)); break;
        case 1: lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(from), lines[pick(lines.size())]); break;
        case 2: std::swap(lines[from], lines[pick(lines.size())]); break;
        default:
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(from),
                         "new_" + std::to_string(random() % 5) + "{a=\"b\"} 1\n");
        }
        out.clear();
        for (const std::string& line : lines) {
            out += line;
        }
    }
    for (unsigned i = random() % 3; i > 0 && !out.empty(); --i) {
        const std::size_t at = pick(out.size());
        switch (random() % 4) {
        case 0: out[at] = bytes[pick(bytes.size())]; break;
        case 1: out.insert(at, 1, bytes[pick(bytes.size())]); break;
        case 2: out.erase(at, 1); break;
        default: out.resize(random() % 8 == 0 ? at : out.size());
        }
    }
    return out;
}

} // namespace

class TestScrapeCacheEquality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCapture()
    {
        const std::vector<std::string> paths = support::expositions();
        if (paths.empty() && !qEnvironmentVariableIsSet("CI")) {
            QSKIP("not run: the captures of ../shared are not here");
        }
        QVERIFY2(!paths.empty(), "the captures of ../shared are not here");
        Pair sameTarget; // all of one after another: series come and go
        for (const std::string& path : paths) {
            const std::string body = support::readBody(path);
            if (body.size() > 3'000'000) {
                continue; // the same texts as the smaller ones; the plain reader would need minutes
            }
            QCOMPARE(QByteArray::fromStdString(sameTarget.scrape(body)), QByteArray());
            QCOMPARE(QByteArray::fromStdString(sameTarget.scrape(support::laterBody(body, 7))), QByteArray());
            QCOMPARE(QByteArray::fromStdString(sameTarget.scrape(reordered(body))), QByteArray());
        }
    }
    void oneSetWrittenInSeveralWays()
    {
        const std::vector<std::string> ways{"a{x=\"1\",y=\"2\"} 1\n",
                                            "a{y=\"2\",x=\"1\"} 2\n",
                                            "a{x=\"1\",y=\"2\",} 3\n",
                                            "a{x=\"1\"y=\"2\",} 4\n",
                                            "a{x=\"1\",y=\"2\",z=\"\"} 5\n",
                                            "a {x=\"1\",y=\"2\"} 6\n",
                                            "a 7\n",
                                            "a{} 8\n",
                                            "a{x=\"\\\\d\"} 9\n",
                                            "a{x=\"\\d\"} 10\n",
                                            "a{x=\"1\",y=\"3\"} 11\n",
                                            "a{x=\"\",y=\"3\"} 12\n",
                                            "a{y=\"3\"} 13\n",
                                            "b{x=\"1\",y=\"2\"} 14\n",
                                            "a{x=\"1\"} 15\n"};
        std::mt19937 random(5);
        for (int round = 0; round < 2000; ++round) {
            std::string body;
            for (unsigned lines = 2 + random() % 6; lines > 0; --lines) {
                body += ways[random() % ways.size()];
            }
            const std::string difference = Pair().scrape(body);
            QVERIFY2(difference.empty(), (difference + '\n' + body).c_str());
        }
    }
    void mutatedCaptures()
    {
        const std::vector<std::string> paths = support::expositions();
        if (paths.empty() && !qEnvironmentVariableIsSet("CI")) {
            QSKIP("not run: the captures of ../shared are not here");
        }
        std::mt19937 random(1);
        for (const std::string& path : paths) {
            std::vector<std::string> lines = linesOf(support::readBody(path));
            std::string body;
            for (std::size_t i = 0; i < lines.size(); i += 1 + lines.size() / 300) {
                body += lines[i];
            }
            mutateAndCompare(body, Format::Text004, random, 25);
        }
    }
    void mutatedOpenMetrics()
    {
        std::mt19937 random(2);
        const std::string body
            = "# TYPE a counter\n# HELP a text\na_total{b=\"1\"} 1 # {x=\"y\"} 1\na_total{b=\"2\"} 1.5 2\n"
              "# UNIT c_seconds seconds\nc_seconds 3\nd{} NaN\ne{f=\"\\\"\"} -1\n# EOF\n";
        mutateAndCompare(body, Format::OpenMetrics100, random, 4000);
    }
    void mutatedText()
    {
        std::mt19937 random(3);
        const std::string body
            = "# TYPE a counter\n# HELP a text\n\na{b=\"1\"} 1\na{b=\"1\",}1\na+1\na { b = \"2\" } 1.5 2\n"
              "  # note\nc 3\nc 4\nup 5\nd{x=\"1\n2\"} NaN\ne{f=\"\\\"\"}\t-1 \ng 123456789012345678\n";
        mutateAndCompare(body, Format::Text004, random, 6000);
    }
    /// What is dropped, what is put together and what loses its name, in every order and with every mistake between.
    void mutatedAndRelabelled()
    {
        using metrics::RelabelAction;
        const std::vector<std::vector<metrics::RelabelStep>> lists{
            {{.action = RelabelAction::Drop, .sourceLabels = {"__name__"}, .regex = "a|g"}},
            {{.action = RelabelAction::Keep, .sourceLabels = {"__name__"}, .regex = "a|up"},
             {.action = RelabelAction::LabelDrop, .regex = "b"}},
            {{.action = RelabelAction::LabelDrop, .regex = "__name__"},
             {.sourceLabels = {"b"}, .regex = "[^#,{}=+.e-]*", .targetLabel = "__name__", .replacement = "z"}},
        };
        std::mt19937 random(6);
        const std::string body
            = "# TYPE a counter\n# HELP a text\na{b=\"1\"} 1\na{b=\"1\",}1\na{b=\"3\"} 3\na 2\ng 4\ng{b=\"2\"} 1.5 2\n"
              "# note\nc 3\nup 5\nd{b=\"\\\"\"}\t-1 \ng 12345\n";
        for (const std::vector<metrics::RelabelStep>& list : lists) {
            mutateAndCompare(body, Format::Text004, random, 2000, *metrics::Relabelling::create(list));
        }
    }

private:
    static void mutateAndCompare(const std::string& body, Format format, std::mt19937& random, int rounds,
                                 const metrics::Relabelling& relabelling = {})
    {
        for (const std::size_t limit : {std::size_t{0}, std::size_t{5}}) {
            Pair pair(limit, relabelling);
            std::string last = body;
            for (int i = 0; i < (support::sanitized ? rounds / 4 : rounds); ++i) {
                // Sometimes the mutation of a mutation, sometimes the other format, often the good body again.
                last = i % 4 == 0 ? body : mutated(i % 4 == 1 ? body : last, random);
                const bool other = random() % 32 == 0;
                const Format used = !other      ? format
                    : format == Format::Text004 ? Format::OpenMetrics100
                                                : Format::Text004;
                const std::string difference = pair.scrape(last, used) + Pair(limit, relabelling).scrape(last, used);
                if (!difference.empty()) {
                    QFAIL(qPrintable(QStringLiteral("round %1: %2\n%3")
                                         .arg(i)
                                         .arg(QString::fromStdString(difference), QString::fromStdString(last))));
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestScrapeCacheEquality)

} // namespace tst_scrapecache_equality

#include "tst_scrapecache_equality.moc"
