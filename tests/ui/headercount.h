#pragma once

#include "ui/wall/wallview.h"

namespace checkwatch::wallshow {

/// The number that stands above a word in the wall's header; "" where the word is not there.
inline QString headerCount(const wall::WallView& view, const char* word)
{
    const auto& texts = view.scene().texts;
    for (std::size_t i = 1; i < texts.size(); ++i) {
        bool number = false;
        (void)texts[i - 1].text.toInt(&number);
        if (number && texts[i].text == QLatin1String(word) && texts[i - 1].box.left() == texts[i].box.left()) {
            return texts[i - 1].text;
        }
    }
    return {};
}

} // namespace checkwatch::wallshow
