/** Neutral words that the sandbox's people and companies are made of. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const firstNames = words(`
Aaliyah Adwoa Agnieszka Aiko Akira Alejandra Amara Amelie Ana Anders Anika Anton Arjun Astrid Ayşe Beatriz Bruno Camila
Carlos Chidi Chloé Clara Daniela Darius David Deepa Diego Dmitri Ebba Eduardo Eilidh Elena Elias Emeka Emily Emre Erika
Esther Fatima Felix Femi Fiona Freya Gabriel Georgios Giulia Grace Gustav Hana Hannah Haruto Hassan Helena Hiroshi Hugo
Ibrahim Ifeoma Ines Ingrid Isabel Ivan Jakub James Jana Javier Jin Joanna João Jonas José Juan Julia Jürgen Kaito Karim
Kateryna Keira Kenji Khadija Klára Kofi Kwame Lars Laura Leila Lena Leonardo Liam Lin Linnea Lucía Ludovic Luis Magnus
Mai Malik Manuel Marco Margit María Marta Mateo Matthias Mei Mercy Mia Miguel Milan Mina Mira Mohammed Moritz Nadia
Naomi Nia Nikhil Nina Noah Noor Nuno Oksana Olga Olivia Omar Oscar Paolo Patrice Paula Pavel Petra Priya Rafael Rahel
Rania Ravi Rebecca René Ricardo Rosa Ruth Sakura Salma Samuel Sara Sean Selin Sibusiso Signe Simone Sofia Søren Stefan
Sunita Tamar Tariq Tatiana Thabo Thandiwe Tomás Tove Uma Valentina Viktor Wanjiru Wei Yara Yusuf Zainab Zoë Zuzana`);

export const lastNames = words(`
Abebe Achterberg Adeyemi Agarwal Ahmed Akintola Almeida Alvarez Andersen Aoki Asante Aydın Baker Banda Barros Bauer
Becker Bergström Bianchi Björk Blanc Boateng Borg Brandt Brown Brunner Carvalho Castillo Chanda Chen Choi Conti Costa
Cruz Dahl Das Demir Diallo Dlamini Dubois Duarte Eklund Eriksen Evans Farah Fernández Ferreira Fischer Fontaine Fraser
Fujita García Gonçalves González Greco Grigoriou Gupta Haddad Hahn Hansen Hashimoto Hernández Hoffmann Holm Horvat
Hughes Ibáñez Ikeda Islam Ivanova Jain Jansen Jensen Johansson Jones Kamau Kaplan Karlsson Kaya Keller Khan Kim Kimura
Klein Koch Kovács Kowalska Krüger Kumar Kuznetsov Laine Larsen Laurent Lehmann Lemaire Lima Lindqvist López MacLeod
Maier Mäkinen Malik Marchetti Marino Martins Mbeki Mehta Mendes Mensah Meyer Molina Moreau Moretti Morgan Moyo Müller
Murphy Mwangi Nair Nakamura Ndiaye Nguyen Nielsen Nkosi Novák Nowak Nunes Oconnor Okafor Okoye Olsen Omondi Ortega
Osei Ozturk Pacheco Papadakis Park Patel Pereira Petrov Pham Pinto Popescu Quispe Rahman Ramos Rao Reyes Ricci Rivera
Romano Rossi Roy Saito Salazar Sánchez Santos Sato Schmid Schneider Schulz Serra Shah Sharma Silva Singh Smit Sokolov
Sørensen Sousa Suzuki Svensson Takahashi Tan Tanaka Tesfaye Thomas Torres Tran Ueda Vargas Vasquez Virtanen Vogel
Walker Wang Weber Wójcik Wolff Wong Wright Yamamoto Yıldız Young Zhang Zimmermann`);

export const companyFirsts = words(`
Alder Amber Arbor Ashlar Aurora Basalt Beacon Birch Blue Bright Bronze Cedar Chalk Cinder Clear Cobalt Copper Coral
Crest Dawn Delta Dune East Elm Ember Fern Fjord Flint Fox Garnet Glen Granite Grove Harbour Haven Hazel Heron High
Indigo Iron Ivory Jade Juniper Kelp Lantern Larch Laurel Lime Linden Lumen Lunar Maple Marsh Meadow Mill Mint Moss
North Oak Ocean Olive Onyx Opal Orchard Osprey Otter Pebble Pine Plain Quartz Quay Raven Reed Ridge River Rowan
Saffron Sage Sand Silver Slate South Spruce Stone Summit Swift Teal Thistle Tide Timber Umber Vale Velvet West Willow
Winter`);

export const companySeconds = words(`
bank bay bridge brook bury cliff court croft dale field ford gate hill house land line mark mere mill moor point port
ridge shore side stead stone view ville wall water way wick wood works yard`);

export const companyKinds = words(`
Analytics Bakery Biotech Builders Ceramics Chemicals Clinics Coatings Collective Components Consulting Dairy Design
Diagnostics Electric Energy Engineering Fabrics Farms Fisheries Foods Forwarding Foundry Freight Furniture Glass
Hospitality Instruments Insurance Interiors Irrigation Labs Legal Logistics Machinery Marine Materials Media Mobility
Motors Optics Packaging Paper Pharma Plastics Press Properties Rail Robotics Seeds Shipping Software Solar Staffing
Steel Studios Systems Textiles Tools Travel Waterworks Wind`);

export const seniorities = ["", "", "", "Senior ", "Junior ", "Lead ", "Deputy ", "Regional ", "Group "] as const;

export const jobs = [
  "Account Manager",
  "Analyst",
  "Buyer",
  "Chief Executive Officer",
  "Chief Financial Officer",
  "Controller",
  "Customer Success Manager",
  "Designer",
  "Director of Operations",
  "Engineer",
  "Facilities Manager",
  "Head of Procurement",
  "Head of Sales",
  "IT Manager",
  "Legal Counsel",
  "Marketing Manager",
  "Office Manager",
  "Plant Manager",
  "Product Manager",
  "Project Manager",
  "Purchasing Agent",
  "Quality Manager",
  "Researcher",
  "Sales Representative",
  "Supply Planner",
  "Vice President Sales",
] as const;

/** Lead sources and industries that all CRMs offer, and those that only one of them knows. */
export const leadSources = {
  both: ["Web", "Phone Inquiry", "Referral", "Event", "Newsletter", "Other"],
  salesforce: ["Purchased List", "Trade Show", "Partner Desk"],
  hubspot: ["Paid Social", "Webinar", "Podcast"],
  pipedrive: ["Chatbot", "Prospector", "Marketplace"],
} as const;

export const industries = {
  both: [
    "Agriculture",
    "Biotechnology",
    "Chemicals",
    "Construction",
    "Consulting",
    "Education",
    "Energy",
    "Finance",
    "Healthcare",
    "Hospitality",
    "Manufacturing",
    "Retail",
    "Technology",
    "Transportation",
  ],
  salesforce: ["Apparel", "Not For Profit"],
  hubspot: ["Wine And Spirits", "Maritime"],
  pipedrive: ["Toys And Games", "Veterinary"],
} as const;
