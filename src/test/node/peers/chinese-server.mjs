// A stdio server without an SDK whose twenty tools are described in Traditional Chinese, half of them with Chinese names; none does anything.
import { createInterface } from 'node:readline';

const described = [
  ['查詢天氣', '查詢天氣', '取得指定縣市未來七天的天氣預報，包含氣溫、降雨機率與風速。', '縣市'],
  ['訂高鐵票', '訂高鐵票', '預訂台灣高鐵車票，需提供起訖車站、日期、時間與張數。', '起站', '訖站', '時間', '張數'],
  ['建立行程', '建立行程', '在行事曆中新增會議或活動，可設定時間、地點、與會者及提醒。', '標題', '時間', '地點'],
  ['列出行程', '列出行程', '列出行事曆在某段期間內的所有會議與活動。', '開始日期', '結束日期'],
  ['寄送郵件', '寄送郵件', '寄出一封電子郵件，可加上副本收件人與附件。', '收件人', '主旨', '內文'],
  ['搜尋郵件', '搜尋郵件', '依寄件人、主旨、日期或關鍵字搜尋信箱中的電子郵件。', '關鍵字'],
  ['翻譯文字', '翻譯文字', '將文字翻譯成另一種語言，支援中文、英文、日文與韓文。', '文字', '目標語言'],
  ['摘要文章', '摘要文章', '把長篇文章或網頁濃縮成數點重點摘要。', '內容', '字數上限'],
  ['換算匯率', '換算匯率', '以即時匯率換算兩種貨幣的金額，例如美元、日圓與新台幣。', '金額', '原幣別', '目標幣別'],
  ['查詢股價', '查詢股價', '查詢台股上市櫃公司的即時股價與漲跌幅。', '股票代號'],
  ['search_restaurants', '搜尋餐廳', '依地點、料理種類與價位尋找附近的餐廳及其評價。', '地點', '料理'],
  ['book_table', '餐廳訂位', '向餐廳預約座位，需提供日期、時間與人數。', '餐廳', '時間', '人數'],
  ['add_todo', '新增待辦事項', '在待辦清單中加入一個項目，可設定到期日與優先順序。', '項目', '到期日'],
  ['complete_todo', '完成待辦事項', '將待辦清單中的項目標示為已完成。', '項目'],
  ['check_invoice', '統一發票對獎', '核對統一發票號碼是否中獎，並說明獎別與獎金。', '發票號碼'],
  ['convert_lunar_date', '農曆轉換', '在國曆與農曆日期之間轉換，並列出傳統節日與節氣。', '日期'],
  ['track_parcel', '包裹追蹤', '以貨運單號查詢包裹目前的配送狀態與所在位置。', '單號'],
  ['plan_route', '路線規劃', '規劃兩地之間的路線，可選擇開車、大眾運輸、騎車或步行，並估計時間。', '起點', '終點', '方式'],
  ['read_aloud', '朗讀', '將文字轉成語音並播放，可選擇聲音與語速。', '文字'],
  ['air_quality', '空氣品質', '查詢測站的空氣品質指標（AQI）與細懸浮微粒（PM2.5）濃度。', '測站']
];
const text = { type: 'string' };
const tools = described.map(([name, title, description, ...required]) => ({
  name,
  title,
  description,
  inputSchema: { type: 'object', properties: Object.fromEntries(required.map(each => [each, text])), required }
}));
const results = {
  initialize: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'chinese', version: '1' } },
  'tools/list': { tools },
  'tools/call': { content: [] }
};
createInterface({ input: process.stdin }).on('line', line => {
  const { id, method } = JSON.parse(line);
  if (id === undefined) return;
  const outcome = results[method] ? { result: results[method] } : { error: { code: -32601, message: 'method not found' } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`);
});
