#include "tests/headless/backtestrig.h"

#include "app/headless/commands.h"
#include "models/recording/writer.h"

#include <array>
#include <cstdio>
#include <memory>

namespace checkwatch::backtestrig {
namespace {

using base::fromUnixMs;

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Temporary = std::unique_ptr<std::FILE, Closing>;

QByteArray contentOf(const Temporary& file)
{
    std::rewind(file.get());
    QByteArray text;
    std::array<char, 65536> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;) {
        text.append(buffer.data(), static_cast<qsizetype>(got));
    }
    return text;
}

void addTarget(recording::Writer& writer, recording::SourceId source, const Target& target)
{
    recording::StreamRecord record;
    record.labels = metrics::Labels{{"job", std::to_string(source)}};
    writer.begin(source, record);
    std::map<metrics::Labels, std::size_t> numbers;
    for (const auto& [time, samples] : target) {
        metrics::ScrapeBatch batch;
        batch.time = time;
        batch.firstAdded = static_cast<std::uint32_t>(numbers.size());
        for (const auto& [labels, value] : samples) {
            const auto [known, isNew] = numbers.try_emplace(labels, numbers.size());
            if (isNew) {
                batch.added.push_back(labels);
            }
            batch.column.resize(numbers.size(), metrics::missingValue());
            batch.column[known->second] = value;
        }
        writer.add(source, batch);
    }
}

} // namespace

Said backtest(const QStringList& arguments)
{
    std::vector<QByteArray> words{"checkwatch", "backtest"};
    for (const QString& argument : arguments) {
        words.push_back(argument.toUtf8());
    }
    std::vector<char*> argv;
    for (QByteArray& word : words) {
        argv.push_back(word.data());
    }
    Said said;
    const auto options = app::parseCommandLine(static_cast<int>(argv.size()), argv.data(), said.code);
    if (!options) {
        return said;
    }
    const Temporary out(std::tmpfile());
    const Temporary err(std::tmpfile());
    said.code = app::backtest(*options, {out.get(), err.get()});
    said.out = contentOf(out);
    said.err = contentOf(err);
    return said;
}

bool writeRecording(const QString& path, const std::vector<Target>& targets)
{
    recording::Writer writer({"test", true, {}});
    if (!writer.attach(path.toStdString(), fromUnixMs(1), 7)) {
        return false;
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        addTarget(writer, i, targets[i]);
    }
    return writer.close(fromUnixMs(2)).ok();
}

} // namespace checkwatch::backtestrig
