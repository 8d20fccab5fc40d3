#include "ui/wall/code.h"

#include <qrencode.h>

#include <cstddef>
#include <memory>

namespace checkwatch::wall {
namespace {

constexpr int margin = 4;
constexpr int leastModule = 3;

struct FreeCode
{
    void operator()(QRcode* code) const { QRcode_free(code); }
};

QImage drawn(const QRcode& code, int module, int side)
{
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::white);
    const int first = (side - code.width * module) / 2;
    for (int y = 0; y < code.width * module; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(first + y)) + first;
        const unsigned char* modules = code.data + static_cast<std::ptrdiff_t>(y / module) * code.width;
        for (int x = 0; x < code.width * module; ++x) {
            line[x] = (modules[x / module] & 1U) != 0 ? qRgb(0, 0, 0) : qRgb(255, 255, 255);
        }
    }
    return image;
}

} // namespace

base::Result<QImage> qrCode(std::string_view text, int side)
{
    if (text.empty() || text.size() > mostCodeBytes) {
        return base::Error{base::ErrorCode::BadInput, "a QR code holds 1 to 2,331 bytes"};
    }
    const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
        static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
    const int module = code == nullptr ? 0 : side / (code->width + 2 * margin);
    if (module < leastModule) {
        return base::Error{base::ErrorCode::BadInput, "this text is too long for a QR code of that size"};
    }
    return drawn(*code, module, side);
}

} // namespace checkwatch::wall
