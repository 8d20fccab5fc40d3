#include "models/recording/frame.h"
#include "models/recording/recordcodec.h"

#include <unordered_map>

namespace checkwatch::recording {
namespace {

base::Error brokenSeries()
{
    return {base::ErrorCode::BadInput, "the labels in a frame do not follow the format"};
}

std::vector<std::string_view> readTexts(ByteReader& read)
{
    std::vector<std::string_view> texts;
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        const auto bytes = read.take(read.count());
        texts.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return texts;
}

} // namespace

void encodeSeries(std::span<const metrics::Labels> series, Bytes& out)
{
    std::unordered_map<std::string_view, std::uint64_t> numbers;
    std::vector<std::string_view> texts;
    const auto numberOf = [&](std::string_view text) {
        const auto [it, added] = numbers.try_emplace(text, texts.size());
        if (added) {
            texts.push_back(text);
        }
        return it->second;
    };
    Bytes lists;
    ByteWriter list(lists);
    for (const metrics::Labels& labels : series) {
        list.varint(labels.size());
        for (const metrics::Label label : labels) {
            list.varint(numberOf(label.name));
            list.varint(numberOf(label.value));
        }
    }
    ByteWriter write(out);
    write.varint(texts.size());
    for (const std::string_view text : texts) {
        write.text(text);
    }
    out.insert(out.end(), lists.begin(), lists.end());
}

base::Result<std::vector<metrics::Labels>> decodeSeries(std::span<const std::uint8_t> payload, std::uint32_t slots)
{
    ByteReader read(payload);
    const std::vector<std::string_view> texts = readTexts(read);
    std::vector<metrics::Labels> series;
    std::size_t bytes = 0; // of the label sets, which may name one long text again and again
    for (std::uint32_t slot = 0; slot < slots && read.ok(); ++slot) {
        std::vector<std::pair<std::string, std::string>> labels;
        for (std::size_t left = read.count(); left > 0; --left) {
            const std::uint64_t name = read.varint();
            const std::uint64_t value = read.varint();
            if (!read.ok() || name >= texts.size() || value >= texts.size()) {
                return brokenSeries();
            }
            bytes += texts[name].size() + texts[value].size();
            if (bytes > maxFrameBytes) {
                return brokenSeries();
            }
            labels.emplace_back(texts[name], texts[value]);
        }
        series.emplace_back(std::move(labels));
    }
    if (!read.atEnd()) {
        return brokenSeries();
    }
    return series;
}

} // namespace checkwatch::recording
