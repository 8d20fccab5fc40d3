#include "models/config/config.h"

#include <QTest>

namespace tst_addexporter {

using namespace checkwatch;
using namespace checkwatch::config;

namespace {

ScrapeConfig exporter(const std::string& target, const std::string& path = "/metrics")
{
    ScrapeConfig scrape;
    scrape.jobName = "haproxy";
    scrape.interval = base::Duration{5000};
    scrape.timeout = base::Duration{4000};
    scrape.metricsPath = path;
    scrape.staticConfigs = {{{target}, {}}};
    return scrape;
}

std::vector<std::string> jobNames(const Config& config)
{
    std::vector<std::string> names;
    for (const ScrapeConfig& job : config.scrapeConfigs)
        names.push_back(job.jobName);
    return names;
}

using Names = std::vector<std::string>;

} // namespace

/// Exporters that somebody added by hand, beside those of a file.
class TestAddExporter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void likeJobsAreOneJob()
    {
        Config config;
        addExporter(config, exporter("lb-01:8404"));
        addExporter(config, exporter("lb-02:8404"));
        QCOMPARE(jobNames(config), Names{"haproxy"});
        QCOMPARE(config.scrapeConfigs[0].staticConfigs.size(), std::size_t{2});
        QCOMPARE(config.added.size(), std::size_t{2});
    }

    /// It is asked as its own job says, not as that of the file that happens to have its name.
    void anotherPathOrIntervalIsAnotherJob()
    {
        Config config;
        ScrapeConfig ofFile = exporter("lb-00:8404", "/stats/metrics");
        ofFile.interval = base::Duration{60'000};
        config.scrapeConfigs = {ofFile};
        addExporter(config, exporter("lb-01:8404"));
        addExporter(config, exporter("lb-02:8404"));
        QCOMPARE(jobNames(config), (Names{"haproxy", "haproxy 2"}));
        QCOMPARE(config.scrapeConfigs[1].metricsPath, std::string("/metrics"));
        QCOMPARE(config.scrapeConfigs[1].staticConfigs.size(), std::size_t{2});
        QCOMPARE(config.added[0].jobName, std::string("haproxy 2"));
    }

    void whatIsWatchedAlreadyStaysAsItIs()
    {
        Config config;
        config.scrapeConfigs = {exporter("lb-01:8404")};
        addExporter(config, exporter("lb-01:8404"));
        QVERIFY(config.added.empty());
        QCOMPARE(config.scrapeConfigs[0].staticConfigs.size(), std::size_t{1});
        addExporter(config, exporter("lb-01:8404", "/other"));
        QCOMPARE(config.added.size(), std::size_t{1});
    }

    /// The lines to keep are a configuration that says the same.
    void theLinesToKeepAreReadBack()
    {
        Config config;
        addExporter(config, exporter("lb-01:8404"));
        addExporter(config, exporter("lb-02:8404"));
        ScrapeConfig odd = exporter("[::1]:8405", "/it's;metrics");
        odd.scheme = "https";
        odd.params = {{"scope", {"server", "backend"}}, {"no-maint", {""}}};
        addExporter(config, odd);
        const auto read = parseConfig(addedAsYaml(config), "kept.yml");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
        QCOMPARE(read->scrapeConfigs.size(), config.scrapeConfigs.size());
        for (std::size_t i = 0; i < config.scrapeConfigs.size(); ++i) {
            ScrapeConfig again = read->scrapeConfigs[i];
            again.line = 0;
            QVERIFY2(again == config.scrapeConfigs[i], config.scrapeConfigs[i].jobName.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestAddExporter)

} // namespace tst_addexporter

#include "tst_addexporter.moc"
